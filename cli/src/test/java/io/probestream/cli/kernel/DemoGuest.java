package io.probestream.cli.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** One guest that ran {@code demo-job.sh} to its end: the whole demo, Kafka included, is in it. */
final class DemoGuest {
  private static final Duration GUEST_TIMEOUT = Duration.ofMinutes(15);
  private static final Duration ARCHIVE_TIMEOUT = Duration.ofMinutes(5);

  /** Java, Kafka and RocksDB, and the file system that holds them: with 1536 they ran out. */
  private static final int MEMORY_MIB = 3072;

  private static final String ROCKSDB_LIBRARY = "librocksdbjni-linux64.so";

  private DemoGuest() {}

  /**
   * Runs it.
   *
   * @param vm where the guest's console, report and initramfs stay for a look
   */
  static GuestReport run(GuestFactory guests, Path work, Path vm)
      throws IOException, InterruptedException {
    List<Path> classPath = GuestClassPath.packaged();
    Path archive = archive(guests.runtime(), classPath, work);
    Set<Path> files = new TreeSet<>(rocksDbLibraries(guests.runtime(), work));
    files.add(archive);
    String job = "ARCHIVE=" + archive + "\n" + new String(Initramfs.resource("demo-job.sh"), UTF_8);
    try (QemuVm guest = guests.start(vm, new GuestContent(classPath, files, MEMORY_MIB), job)) {
      return guest.awaitPowerOff(GUEST_TIMEOUT);
    }
  }

  /**
   * The classes of a demo as the JVM holds them, as the launcher makes them too. Emulated, loading
   * them takes most of the time.
   */
  private static Path archive(GuestRuntime runtime, List<Path> classPath, Path work)
      throws IOException, InterruptedException {
    Path archive = work.resolve("demo.jsa");
    Command.run(
        work,
        ARCHIVE_TIMEOUT,
        List.of(
            runtime.java().toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ArchiveClassesAtExit=" + archive,
            "-Djava.io.tmpdir=" + work,
            "-cp",
            GuestContent.joined(classPath),
            "io.probestream.cli.Main",
            "demo",
            "--source",
            "replay",
            "--duration",
            "1s",
            "--format",
            "json"));
    return archive;
  }

  /** What RocksDB's library is linked against, which may be more than what Java is. */
  private static Set<Path> rocksDbLibraries(GuestRuntime runtime, Path work)
      throws IOException, InterruptedException {
    Path library = work.resolve(ROCKSDB_LIBRARY);
    try (ZipFile jar = new ZipFile(GuestClassPath.rocksDb().toFile())) {
      ZipEntry entry = jar.getEntry(ROCKSDB_LIBRARY);
      if (entry == null) {
        throw new IOException("no " + ROCKSDB_LIBRARY + " in " + jar.getName());
      }
      Files.copy(jar.getInputStream(entry), library);
    }
    return GuestRuntime.librariesOf(runtime.home(), List.of(library));
  }
}
