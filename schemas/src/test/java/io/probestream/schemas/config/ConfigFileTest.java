package io.probestream.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
  private static ConfigSection parse(String text) {
    return ConfigFile.parse("collect.yaml", text, Overrides.none());
  }

  @Test
  void valuesAreReadWithTheirTypes() {
    ConfigSection c =
        parse(
            """
            host: web-1
            window: 1s
            buffer: {size: 64KiB}
            grace: 500ms
            count: 12
            on: true
            names: [a, 'b: c']
            labels: {rack: 7}
            probes:
              - raw: 'p:x sys_write'
              - function: vfs_read
                args: {count: $arg3}
            """);
    assertThat(c.string("host")).isEqualTo("web-1");
    assertThat(c.durationMs("window", 1, 60_000, 5)).isEqualTo(1_000);
    assertThat(c.durationMs("grace", 0, 60_000, 5)).isEqualTo(500);
    assertThat(c.section("buffer").bytes("size", 1, 1 << 20, 5)).isEqualTo(65_536);
    assertThat(c.integer("count", 1, 100, 5)).isEqualTo(12);
    assertThat(c.bool("on", false)).isTrue();
    assertThat(c.strings("names")).containsExactly("a", "b: c");
    assertThat(c.stringMap("labels")).isEqualTo(Map.of("rack", "7"));
    assertThat(c.sections("probes")).hasSize(2);
    assertThat(c.sections("probes").get(1).stringMap("args")).containsEntry("count", "$arg3");
  }

  @Test
  void absentKeysHaveTheirDefaults() {
    ConfigSection c = parse("# nothing\n");
    assertThat(c.string("host", "h")).isEqualTo("h");
    assertThat(c.integer("count", 1, 9, 3)).isEqualTo(3);
    assertThat(c.section("buffer").bool("on", true)).isTrue();
    assertThat(c.sections("probes")).isEmpty();
  }

  @Test
  void anUnknownKeyIsNamedWithFileLineAndTheKnownOnes() {
    assertThatThrownBy(() -> parse("host: a\nbufer: 3\n").allow("host", "buffer"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("collect.yaml:2: unknown key 'bufer'; expected one of: host, buffer");
  }

  @Test
  void aWrongTypeIsNamedWithWhatWasExpected() {
    assertThatThrownBy(() -> parse("a: {n: [1]}").section("a").integer("n", 0, 9, 1))
        .hasMessage("collect.yaml:1: key 'a.n': expected an integer from 0 to 9");
    assertThatThrownBy(() -> parse("n: many").integer("n", 0, 9, 1))
        .hasMessage("collect.yaml:1: key 'n': expected an integer from 0 to 9, found 'many'");
    assertThatThrownBy(() -> parse("a: 1\n\nb: 2\n").section("b"))
        .hasMessage("collect.yaml:3: key 'b': expected a mapping");
    assertThatThrownBy(() -> parse("p: [{r: 1}, x]").sections("p"))
        .hasMessage("collect.yaml:1: key 'p': expected a list of mappings");
    assertThatThrownBy(() -> parse("on: yes").bool("on", true))
        .hasMessageContaining("expected one of true, false, found 'yes'");
    assertThatThrownBy(() -> parse("host:").string("host", ""))
        .hasMessage("collect.yaml:1: key 'host': expected a string");
  }

  @Test
  void aValueOutOfRangeIsNamedWithTheRange() {
    assertThatThrownBy(() -> parse("w: 2h").durationMs("w", 10, 3_600_000, 1))
        .hasMessage("collect.yaml:1: key 'w': expected a duration from 10ms to 1h, found '2h'");
    assertThatThrownBy(() -> parse("w: 64").durationMs("w", 10, 3_600_000, 1))
        .hasMessageContaining("expected a duration");
    assertThatThrownBy(() -> parse("s: 2MiB").bytes("s", 0, 1 << 20, 1))
        .hasMessageContaining("to 1MiB, found '2MiB'");
  }

  @Test
  void brokenYamlIsNamedWithItsLine() {
    assertThatThrownBy(() -> parse("a: 1\nb: [1\n")).hasMessageStartingWith("collect.yaml:");
    assertThatThrownBy(() -> parse("- a\n")).hasMessageContaining("expected 'key: value' lines");
    assertThatThrownBy(() -> parse("a: 1\na: 2\n")).hasMessageContaining("a");
    assertThatThrownBy(() -> ConfigFile.read(Path.of("no-such.yaml"), Overrides.none()))
        .hasMessage("no-such.yaml does not exist; check the path of --config");
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentAndBothOverTheFile() {
    Overrides overrides =
        Overrides.of(
            Overrides.settings(List.of("buffer.sizeKb=3")),
            Map.of("PS_BUFFER_SIZE_KB", "2", "PS_HOST", "env", "PS_NAMES", "x, y"),
            "PS_");
    ConfigSection c = ConfigFile.parse("f", "host: file\nbuffer: {sizeKb: 1}", overrides);
    assertThat(c.section("buffer").integer("sizeKb", 0, 9, 0)).isEqualTo(3);
    assertThat(c.string("host")).isEqualTo("env");
    assertThat(c.strings("names")).containsExactly("x", "y");
    assertThatThrownBy(() -> c.integer("host", 0, 9, 0))
        .hasMessageStartingWith("environment variable PS_HOST: key 'host': expected an integer");
    assertThatThrownBy(() -> c.allow("host")).hasMessageContaining("buffer");
  }
}
