package io.probestream.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may depend on whom: see docs/DECISIONS.md, "Four modules". */
class ModuleRulesTest {
  private static final String SCHEMAS = "io.probestream.schemas..";
  private static final String COLLECTOR = "io.probestream.collector..";
  private static final String STREAMS = "io.probestream.streams..";
  private static final String TOPOLOGY = "io.probestream.streams.topology..";
  private static final String CLI = "io.probestream.cli..";
  private static final String KAFKA_STREAMS = "org.apache.kafka.streams..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(ModuleRulesTest::isOurs)
          .importPackages("io.probestream");

  private static boolean isOurs(Location location) {
    return location.contains("io/probestream");
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        never(SCHEMAS, List.of(COLLECTOR, STREAMS, CLI, KAFKA_STREAMS)),
        never(COLLECTOR, List.of(STREAMS, CLI, KAFKA_STREAMS)),
        never(STREAMS, List.of(COLLECTOR, CLI)),
        never(CLI, List.of(KAFKA_STREAMS)),
        noClasses()
            .that()
            .resideInAPackage(STREAMS)
            .and()
            .resideOutsideOfPackage(TOPOLOGY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA_STREAMS, TOPOLOGY, "org.apache.kafka.clients..")
            .because("parser, pairer and aggregators are plain Java: analyze runs them alone"),
        noClasses()
            .that()
            .resideOutsideOfPackage("io.probestream.cli.broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka..")
            .because("only the embedded broker knows Kafka's server"),
        slices()
            .matching("io.probestream.streams.(*)..")
            .should()
            .beFreeOfCycles()
            .because("stages meet in records"),
        slices().matching("io.probestream.collector.(*)..").should().beFreeOfCycles());
  }

  private static ArchRule never(String from, List<String> to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theRuleHolds(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void allModulesAreLookedAt() {
    for (String module : List.of("schemas", "collector", "streams", "cli")) {
      assertThat(CLASSES.stream().map(c -> c.getPackageName()))
          .anyMatch(p -> p.startsWith("io.probestream." + module));
    }
  }
}
