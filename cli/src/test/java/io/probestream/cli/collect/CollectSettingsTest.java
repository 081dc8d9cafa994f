package io.probestream.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.collector.agent.BudgetConfig;
import io.probestream.collector.agent.CollectorConfig;
import io.probestream.collector.probe.ProbeRequest;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectSettingsTest {
  private static CollectSettings read(String yaml) {
    return CollectSettings.of(
        ConfigFile.parse("c.yaml", yaml, Overrides.none()), List.of(), "this-host");
  }

  @Test
  void theDocumentedExampleIsValidAndUsesEveryKey() {
    Path example = Path.of("../docs/collect.example.yaml");
    CollectSettings settings =
        CollectSettings.of(ConfigFile.read(example, Overrides.none()), List.of(), "x");
    CollectorConfig c = settings.collector();
    assertThat(c.host()).isEqualTo("web-1");
    assertThat(c.labels()).containsEntry("rack", "r7");
    assertThat(c.instance()).isEqualTo("main");
    assertThat(c.bufferSizeKb()).isEqualTo(4_096);
    assertThat(c.closeTimeoutMs()).isEqualTo(10_000);
    assertThat(c.budget()).isEqualTo(new BudgetConfig(100, 100_000));
    assertThat(c.probes()).hasSize(8);
    assertThat(c.probes().get(1).args()).containsEntry("file", "+0($arg2):ustring");
    assertThat(settings.memoryLimitBytes()).isEqualTo(8 << 20);
    assertThat(settings.topics().raw()).isEqualTo("probestream.raw");
    assertThat(settings.bootstrapServers()).isEqualTo("kafka-1:9092,kafka-2:9092");
    assertThat(settings.kafkaProperties()).containsEntry("compression.type", "lz4");
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    CollectorConfig c = read("").collector();
    assertThat(c.host()).isEqualTo("this-host");
    assertThat(c.clock()).isEqualTo("boot");
    assertThat(c.stack()).isTrue();
    assertThat(c.bufferSizeKb()).isZero();
    assertThat(c.budget()).isEqualTo(new BudgetConfig(100, 0));
    assertThat(c.probes()).isEmpty();
  }

  @Test
  void definitionsOfTheCommandLineFollowThoseOfTheFile() {
    CollectSettings settings =
        CollectSettings.of(
            ConfigFile.parse("c", "probes: [{syscall: write}]", Overrides.none()),
            List.of("p:x vfs_read"),
            "h");
    assertThat(settings.collector().probes())
        .extracting(ProbeRequest::kind)
        .containsExactly(ProbeRequest.Kind.SYSCALL, ProbeRequest.Kind.RAW);
  }

  @Test
  void theEnvironmentWinsOverTheFile() {
    Overrides overrides =
        Overrides.of(
            Map.of(),
            Map.of("PROBESTREAM_HOST", "env-host", "PROBESTREAM_BUFFER_SIZE", "64KiB"),
            ProbeOptions.ENV_PREFIX);
    CollectorConfig c =
        CollectSettings.of(ConfigFile.parse("c", "host: file", overrides), List.of(), "x")
            .collector();
    assertThat(c.host()).isEqualTo("env-host");
    assertThat(c.bufferSizeKb()).isEqualTo(64);
  }

  @Test
  void errorsNameFileLineKeyAndExpectation() {
    assertThatThrownBy(() -> read("host: a\nbuferSize: 4MiB\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("c.yaml:2: unknown key 'buferSize'; expected one of: host,");
    assertThatThrownBy(() -> read("bufferSize: 1KiB"))
        .hasMessage(
            "c.yaml:1: key 'bufferSize': expected a size from 4KiB to 1024MiB, found '1KiB'");
    assertThatThrownBy(() -> read("clock: sundial")).hasMessageContaining("one of boot, mono");
    assertThatThrownBy(() -> read("host: 'a b'"))
        .hasMessageStartingWith("c.yaml:1: key 'host': expected a name of letters");
    assertThatThrownBy(() -> read("budget:\n  cpuPercent: 5%"))
        .hasMessage(
            "c.yaml:2: key 'budget.cpuPercent': expected an integer from 0 to 100000, found '5%'");
    assertThatThrownBy(() -> read("kafka: {server: x}"))
        .hasMessageStartingWith("c.yaml:1: unknown key 'kafka.server'");
  }
}
