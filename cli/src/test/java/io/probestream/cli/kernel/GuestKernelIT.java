package io.probestream.cli.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest by itself, so that a fault of the harness does not look like one of the collector. */
final class GuestKernelIT {
  private static final String JOB =
      """
      T=/sys/kernel/tracing
      echo 'p:mine/made vfs_mkdir' >>$T/kprobe_events
      echo 1 >$T/events/mine/made/enable
      mkdir /tmp/a /tmp/b /tmp/c
      echo 0 >$T/events/mine/made/enable
      report profile $T/kprobe_profile
      java -XX:TieredStopAtLevel=1 -cp $CLASSPATH io.probestream.cli.kernel.GuestHello %s %d
      finished
      """;

  @TempDir Path work;

  @Test
  void aJvmInTheGuestReachesTheHostsLoopbackAndItsKernelCountsKprobeHits() throws Exception {
    GuestFactory guests = GuestFactory.orSkip();
    System.out.println("kernel " + guests.kernelRelease());
    Path classes =
        Path.of(GuestHello.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> hear(server));
      String job = JOB.formatted(QemuVm.HOST_ADDRESS, server.getLocalPort());
      try (QemuVm vm = guests.start(work, List.of(classes), job)) {
        GuestReport report = vm.awaitPowerOff(Duration.ofMinutes(2));
        assertThat(report.text("profile").strip().split("\\s+")).containsExactly("made", "3", "0");
      }
      assertThat(heard).isCompletedWithValue("hello");
    }
  }

  private static String hear(ServerSocket server) {
    try (Socket socket = server.accept()) {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
