package io.probestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts, keys and topic names. */
class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"h", "web-1", "10.0.0.1", "A_b.c-D", "0"})
  void hostNames(String host) {
    assertThat(Hosts.isValid(host)).isTrue();
    assertThat(Hosts.check(host)).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "-a", "_a", ".a", "a/b", "a b", "a\n", "\u00e4", "a:b", "fe80::1"})
  void whatIsNoHostName(String host) {
    assertThat(Hosts.isValid(host)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hosts.check(host))
        .withMessageContaining("is not a valid host name: it must start with a letter or digit");
  }

  @Test
  void hostNamesHave253CharactersAtMost() {
    assertThat(Hosts.isValid("a".repeat(253))).isTrue();
    assertThat(Hosts.isValid("a".repeat(254))).isFalse();
    assertThat(Hosts.isValid(null)).isFalse();
  }

  @Property
  void keysSplitAtTheirFirstSlash(@ForAll String name) {
    String key = Keys.of("web-1", name);
    assertThat(Keys.host(key)).isEqualTo("web-1");
    assertThat(Keys.name(key)).isEqualTo(name);
  }

  @Test
  void theRestOfAKeyIsVerbatim() {
    assertThat(Keys.name("h//usr/bin/x:main#e")).isEqualTo("/usr/bin/x:main#e");
    assertThat(Keys.host("h")).isEqualTo("h");
    assertThat(Keys.name("h")).isEmpty();
    assertThat(Keys.of("h", Keys.NO_PROBE)).isEqualTo("h/-");
  }

  @Test
  void topicsStartWithTheirPrefix() {
    assertThat(Topics.standard().all())
        .containsExactly(
            "probestream.raw",
            "probestream.rates",
            "probestream.latency",
            "probestream.missed",
            "probestream.fleet.rates",
            "probestream.fleet.latency",
            "probestream.fleet.missed",
            "probestream.rejects",
            "probestream.alerts",
            "probestream.alerts.sent",
            "probestream.alerts.dead");
    assertThat(new Topics("").raw()).isEqualTo("raw");
    assertThat(new Topics("team_a-").fleetMissed()).isEqualTo("team_a-fleet.missed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/", "\u00e4", "a\n"})
  void aPrefixThatKafkaWouldRefuse(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Topics(prefix))
        .withMessageContaining("may hold only letters, digits, '.', '_' and '-'");
  }

  @Test
  void topicNamesStayBelowKafkasLimit() {
    assertThat(new Topics("p".repeat(200)).all())
        .allSatisfy(t -> assertThat(t).hasSizeLessThan(250));
    assertThatIllegalArgumentException().isThrownBy(() -> new Topics("p".repeat(201)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Topics(null));
  }
}
