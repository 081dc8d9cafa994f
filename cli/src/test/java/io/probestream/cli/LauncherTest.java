package io.probestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code probestream}, in source trees and installations that the test makes. */
@Timeout(120)
class LauncherTest {
  private static final String JAVA = Path.of(System.getProperty("java.home")).toString();

  @TempDir private Path dir;
  private final Map<String, String> environment = new HashMap<>();

  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void useThisJava() {
    environment.put("JAVA_HOME", JAVA);
    environment.put("PATH", dir.resolve("bin") + ":/usr/bin:/bin");
  }

  private Ended run(Path home, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("probestream").toString()));
    command.addAll(List.of(words));
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The script in a directory of its own. */
  private Path home(String name) throws IOException {
    Path home = Files.createDirectories(dir.resolve(name));
    Files.copy(Path.of("..", "probestream"), home.resolve("probestream"));
    assertThat(home.resolve("probestream").toFile().setExecutable(true)).isTrue();
    return home;
  }

  /** A jar without classes that names the test's own class path, as {@code cli-1.jar} does its. */
  private static void jar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    StringBuilder path = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      path.append(Path.of(entry).toUri()).append(' ');
    }
    main.put(Attributes.Name.CLASS_PATH, path.toString());
    Files.createDirectories(file.getParent());
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
  }

  private Path installed() throws IOException {
    Path home = home("installed");
    jar(home.resolve("lib/cli-1.jar"));
    return home;
  }

  /** A source tree, and an {@code mvn} that writes down that it ran and makes the jar. */
  private Path sources() throws IOException {
    Path home = home("sources");
    for (String module : List.of("schemas", "collector", "streams", "cli")) {
      Files.createDirectories(home.resolve(module + "/src/main"));
      Files.writeString(home.resolve(module + "/pom.xml"), "<project/>");
    }
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    jar(dir.resolve("built.jar"));
    script(
        "mvn",
        "echo run >> '"
            + dir.resolve("builds")
            + "'; mkdir -p cli/target/lib; cp '"
            + dir.resolve("built.jar")
            + "' cli/target/cli-1.jar");
    return home;
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.createDirectories(dir.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private long builds() throws IOException {
    Path builds = dir.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds, StandardCharsets.UTF_8).size() : 0;
  }

  @Test
  void aSourceTreeIsBuiltOnceAndAgainWhenItChanges() throws Exception {
    Path home = sources();
    Ended first = run(home, "--version");
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("probestream ");
    assertThat(first.err()).contains("Building probestream").contains("Built probestream in");
    assertThat(builds()).isEqualTo(1);

    Ended second = run(home, "--version");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(builds()).isEqualTo(1);

    Path changed = Files.writeString(home.resolve("streams/src/main/A.java"), "class A {}");
    Files.setLastModifiedTime(changed, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
    assertThat(run(home, "--version").status()).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aBuildThatFailsIsShownAndEndsTheCommand() throws Exception {
    Path home = sources();
    script("mvn", "echo '[ERROR] no such symbol'; exit 1");
    Ended ended = run(home, "--version");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("no such symbol").contains("the build failed");
  }

  @Test
  void anInstallationNeedsNoMavenAndMayBeALinkAway() throws Exception {
    Path home = installed();
    Path link = Files.createDirectories(dir.resolve("elsewhere"));
    Files.createSymbolicLink(link.resolve("probestream"), home.resolve("probestream"));
    Ended ended = run(link, "--version");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("probestream ");
    assertThat(ended.status()).isZero();
  }

  @Test
  void aScriptAloneSaysWhatItMisses() throws Exception {
    Ended ended = run(home("alone"), "--version");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("neither pom.xml nor lib/").hasLineCount(1);
  }

  @Test
  void anUnknownCommandIsWrongUsage() throws Exception {
    Ended ended = run(installed(), "replya");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("replya").contains("replay").contains("--help");
  }

  @Test
  void optionsForTheJvmAreItsOwnWords() throws Exception {
    environment.put("PROBESTREAM_JAVA_OPTS", "-Xmx200m -XX:+PrintCommandLineFlags");
    Ended ended = run(installed(), "--version");
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("MaxHeapSize=" + 200 * 1024 * 1024);
  }

  @Test
  void aJavaThatIsTooOldOrMissingIsASentence() throws Exception {
    Path home = installed();
    script("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    environment.remove("JAVA_HOME");
    Ended old = run(home, "--version");
    assertThat(old.status()).isEqualTo(1);
    assertThat(old.err())
        .isEqualTo(
            "probestream: "
                + dir.resolve("bin/java")
                + " is Java 11.0.2; probestream needs 17 or later. Set JAVA_HOME to such a JDK.\n");

    Files.createDirectories(dir.resolve("jdk8/bin"));
    Files.move(dir.resolve("bin/java"), dir.resolve("jdk8/bin/java"));
    Files.writeString(dir.resolve("jdk8/release"), "JAVA_VERSION=\"1.8.0_412\"\n");
    environment.put("JAVA_HOME", dir.resolve("jdk8").toString());
    assertThat(run(home, "--version").err()).contains("is Java 1.8.0_412;").hasLineCount(1);

    environment.put("JAVA_HOME", dir.toString());
    Ended wrong = run(home, "--version");
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains("there is no bin/java in it").hasLineCount(1);

    // A PATH with what the script needs, and no java.
    environment.remove("JAVA_HOME");
    for (String tool : List.of("bash", "env", "dirname", "readlink", "sed", "head")) {
      script(tool, "exec /usr/bin/" + tool + " \"$@\"");
    }
    environment.put("PATH", dir.resolve("bin").toString());
    Ended none = run(home, "--version");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("no java found; install a JDK 17 or later").hasLineCount(1);
  }
}
