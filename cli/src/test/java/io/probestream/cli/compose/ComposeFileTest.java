package io.probestream.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.Main;
import io.probestream.cli.compose.ComposeFile.Service;
import io.probestream.collector.agent.CollectorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What {@code docker-compose.yml} and the Dockerfile name must exist in the code. No Docker engine
 * takes part: this cannot show that the containers run.
 */
final class ComposeFileTest {
  private static final Pattern OUR_VARIABLE = Pattern.compile("PROBESTREAM_[A-Z_]+");

  private static ComposeFile compose;

  @BeforeAll
  static void read() throws IOException {
    compose = ComposeFile.read();
  }

  static Stream<Service> ours() throws IOException {
    return ComposeFile.read().services().stream().filter(Service::isOurs);
  }

  @Test
  void aBrokerTopicCreationStreamsAndACollectorOnDemandAreThere() {
    assertThat(compose.services())
        .extracting(Service::name)
        .containsExactly("broker", "topics", "streams", "collector");
    assertThat(compose.service("collector").list("profiles")).containsExactly("collector");
    assertThat(compose.service("streams").list("profiles")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void aServicesCommandIsOneThatTheCommandLineTakes(Service service) {
    assertParses(service.command());
  }

  @Test
  void everyServiceThatStaysHasAHealthCheckOfThingsThatExist() {
    List<String> broker = compose.service("broker").healthCheck();
    assertThat(advertised().get("INTERNAL")).endsWith(broker.get(2).replaceFirst(".*:", ":"));
    List<String> streams = compose.service("streams").healthCheck();
    assertThat(streams.get(0)).isEqualTo("probestream");
    assertParses(streams.subList(1, streams.size()));
    Service collector = compose.service("collector");
    String instance =
        collector.command().stream()
            .filter(word -> word.startsWith("--instance="))
            .map(word -> word.substring("--instance=".length()))
            .findFirst()
            .orElseThrow();
    assertThat(collector.healthCheck())
        .containsExactly(
            "test",
            "-d",
            "/sys/kernel/tracing/instances/" + CollectorConfig.INSTANCE_PREFIX + instance);
  }

  @Test
  void theTopicsAreThereBeforeAnybodyUsesThem() {
    assertThat(compose.service("topics").command()).contains("--create-topics-only");
    assertThat(compose.service("topics").dependencies()).containsKey("broker");
    for (String service : List.of("streams", "collector")) {
      assertThat(compose.service(service).dependencies().get("topics"))
          .hasToString("{condition=service_completed_successfully}");
    }
  }

  private static void assertParses(List<String> words) {
    CommandLine root = Main.commandLine(Map.of());
    assertThat(root.getSubcommands()).containsKey(words.get(0));
    assertThatCode(() -> root.parseArgs(words.toArray(String[]::new))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void anEnvironmentVariableIsOneThatTheHelpNames(Service service) {
    assertThat(service.environment()).containsKey(KafkaOptions.BOOTSTRAP_ENV);
    assertThat(variablesInHelp(Main.commandLine(Map.of())))
        .containsAll(service.environment().keySet());
  }

  private static Set<String> variablesInHelp(CommandLine command) {
    Set<String> names = new TreeSet<>();
    OUR_VARIABLE
        .matcher(command.getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("\\s+", " "))
        .results()
        .forEach(match -> names.add(match.group()));
    command.getSubcommands().values().forEach(sub -> names.addAll(variablesInHelp(sub)));
    return names;
  }

  @Test
  void theBrokersEnvironmentIsAValidConfigurationOfThisKafka() {
    assertThat(compose.service("broker").image())
        .isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
    KafkaConfig config = new KafkaConfig(brokerProperties(), false);
    assertThat(AbstractKafkaConfig.CONFIG_DEF.names())
        .containsAll(brokerProperties().stringPropertyNames());
    assertThat(config.autoCreateTopicsEnable()).isFalse();
  }

  /** As the image does it: {@code KAFKA_LOG_DIRS} is {@code log.dirs}. */
  private static Properties brokerProperties() {
    Properties properties = new Properties();
    compose
        .service("broker")
        .environment()
        .forEach(
            (name, value) ->
                properties.setProperty(
                    name.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.'),
                    value));
    return properties;
  }

  @ParameterizedTest
  @MethodSource("ours")
  void theBrokerAdvertisesTheAddressThatServicesAreGiven(Service service) {
    assertThat(service.environment())
        .containsEntry(KafkaOptions.BOOTSTRAP_ENV, advertised().get("INTERNAL"));
  }

  @Test
  void onTheMachineItselfTheDefaultAddressLeadsToTheBroker() {
    assertThat(advertised()).containsEntry("HOST", KafkaOptions.DEFAULT_BOOTSTRAP);
    String port = KafkaOptions.DEFAULT_BOOTSTRAP.replaceFirst(".*:", "");
    assertThat(compose.service("broker").list("ports"))
        .containsExactly("127.0.0.1:" + port + ":" + port);
  }

  /** Addresses by listener name. */
  private static Map<String, String> advertised() {
    return Arrays.stream(brokerProperties().getProperty("advertised.listeners").split(",", -1))
        .map(listener -> listener.split("://", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  @Test
  void theCollectorSeesTheHostsTracefsAndProcesses() {
    Service collector = compose.service("collector");
    assertThat(collector.yaml()).containsEntry("privileged", true).containsEntry("pid", "host");
    assertThat(collector.list("volumes"))
        .containsExactly("/sys/kernel/tracing:/sys/kernel/tracing");
  }

  @Test
  void theDockerfileCopiesEveryModuleAndStartsTheLauncher() throws IOException {
    String dockerfile = Files.readString(ComposeFile.TOP.resolve("docker/Dockerfile"));
    String pom = Files.readString(ComposeFile.TOP.resolve("pom.xml"));
    assertThat(compose.services())
        .filteredOn(Service::isOurs)
        .allSatisfy(
            service ->
                assertThat(service.yaml().get("build"))
                    .hasToString("{context=., dockerfile=docker/Dockerfile}"));
    Pattern.compile("<module>(.*)</module>")
        .matcher(pom)
        .results()
        .forEach(
            module ->
                assertThat(dockerfile)
                    .contains("COPY %1$s/pom.xml %1$s/\n".formatted(module.group(1))));
    assertThat(dockerfile).contains("ENTRYPOINT [\"probestream\"]");
    assertThat(ComposeFile.TOP.resolve("probestream")).isExecutable();
  }
}
