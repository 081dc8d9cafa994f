package io.probestream.cli.collect;

import io.probestream.cli.KafkaOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.AppInfoParser;

/** Whether Kafka can be reached, and what is there of ours. */
final class KafkaFindings {
  private static final int PATIENCE_MS = 5_000;

  private KafkaFindings() {}

  static List<Finding> all(KafkaOptions options) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("Kafka client", AppInfoParser.getVersion()));
    Properties properties = options.clientProperties();
    properties.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "" + PATIENCE_MS);
    properties.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "" + PATIENCE_MS);
    properties.setProperty(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    String brokers = options.bootstrapServers();
    try (Admin admin = Admin.create(properties)) {
      int nodes = admin.describeCluster().nodes().get(PATIENCE_MS, TimeUnit.MILLISECONDS).size();
      findings.add(Finding.ok("Kafka", nodes + " brokers at " + brokers));
      Set<String> names = admin.listTopics().names().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
      List<String> missing =
          options.topics().all().stream().filter(t -> !names.contains(t)).toList();
      findings.add(
          missing.isEmpty()
              ? Finding.ok("topics", "all there")
              : Finding.warning(
                  "topics",
                  "missing: " + String.join(", ", missing) + "; probestream stream creates them"));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      findings.add(
          Finding.failed(
              "Kafka",
              "no answer from "
                  + brokers
                  + " ("
                  + (cause.getMessage() == null ? "timeout" : cause.getMessage())
                  + "); start a broker, or say where it is with --bootstrap-servers"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      findings.add(Finding.failed("Kafka", "interrupted"));
    }
    return findings;
  }
}
