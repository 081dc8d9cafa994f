package io.probestream.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.probestream.cli.Cli;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceTest {
  private static final Map<String, String> KAFKA =
      Map.of("PROBESTREAM_BOOTSTRAP_SERVERS", "k:9092");
  private static final Map<String, String> BOTH =
      Map.of("PROBESTREAM_BOOTSTRAP_SERVERS", "k:9092", "PROBESTREAM_API", "http://a:1");

  @Test
  void theCommandLineDecidesBeforeTheEnvironment() {
    assertThat(Source.of(true, false, KAFKA)).isEqualTo(Source.API);
    assertThat(Source.of(false, true, BOTH)).isEqualTo(Source.TOPICS);
  }

  @Test
  void theEnvironmentsApiDecidesBeforeItsKafka() {
    assertThat(Source.of(false, false, BOTH)).isEqualTo(Source.API);
    assertThat(Source.of(false, false, KAFKA)).isEqualTo(Source.TOPICS);
    assertThat(Source.of(false, false, Map.of("PROBESTREAM_BOOTSTRAP_SERVERS", " ")))
        .isEqualTo(Source.API);
  }

  @Test
  void whereNothingIsNamedTheApiIsAsked() {
    assertThat(Source.of(false, false, Map.of())).isEqualTo(Source.API);
  }

  @Test
  void bothAreWrongUsage() {
    assertThatIllegalArgumentException().isThrownBy(() -> Source.of(true, true, Map.of()));
    Cli run = Cli.run("query", "rates", "--api=http://127.0.0.1:1", "--bootstrap-servers=a:1");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--api").contains("--bootstrap-servers").contains("one or the");
  }

  @Test
  void anApiThatDoesNotAnswerIsNamedAndTheTopicsToo() {
    Cli run = Cli.run("query", "rates", "--api=http://127.0.0.1:1");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("http://127.0.0.1:1").contains("--bootstrap-servers");
  }

  @Test
  void timesThatContradictEachOtherAreWrongUsage() {
    String api = "--api=http://127.0.0.1:1";
    assertThat(Cli.run("query", "rates", api, "--from=1h", "--since=1h").status()).isEqualTo(2);
    assertThat(Cli.run("query", "rates", api, "--follow", "--to=1h").status()).isEqualTo(2);
    assertThat(Cli.run("query", "rates", api, "--from=1h", "--to=2h").status()).isEqualTo(2);
  }
}
