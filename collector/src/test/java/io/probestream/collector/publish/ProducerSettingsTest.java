package io.probestream.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class ProducerSettingsTest {
  @Test
  void whatOrderAndCompletenessRestOnStaysAndIsSaid() {
    Properties user = new Properties();
    user.setProperty("acks", "7");
    user.setProperty("enable.idempotence", "true");
    user.setProperty("linger.ms", "3");
    Properties used = ProducerSettings.of(user, 8 << 20);
    assertThat(used.getProperty("acks")).isEqualTo("all");
    assertThat(used.getProperty("linger.ms")).isEqualTo("3");
    assertThat(ProducerSettings.ignored(user, used))
        .singleElement()
        .asString()
        .startsWith("Kafka client property acks=7 is ignored");
  }
}
