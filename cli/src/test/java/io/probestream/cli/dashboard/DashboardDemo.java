package io.probestream.cli.dashboard;

import io.probestream.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Not a test: five hosts, of which two lose events, for looking at the dashboard. Runs until it is
 * stopped.
 */
final class DashboardDemo {
  private DashboardDemo() {}

  public static void main(String[] args) throws Exception {
    Path dir = Files.createTempDirectory("dashboard");
    Site site = Site.start(dir, args.length > 0 ? Map.of("api.port", args[0]) : Map.of());
    System.out.println(site.url());
    for (String[] host :
        new String[][] {
          {"arm64-6.1/complete", "--hosts=3", "--host=web"},
          {"x86_64-6.1/ring-lost", "--host=lossy-1"},
          {"x86_64-6.1/maxactive", "--host=nap-1"},
        }) {
      Thread thread =
          new Thread(
              () -> {
                while (true) {
                  String[] options = Arrays.copyOfRange(host, 1, host.length);
                  Cli run = site.replay(host[0], options);
                  if (run.status() != 0) {
                    System.out.println(host[0] + ": " + run.err());
                    return;
                  }
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
    Thread.currentThread().join();
  }
}
