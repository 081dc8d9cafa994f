package io.probestream.cli.alert;

import io.probestream.cli.text.Table;
import io.probestream.schemas.alert.Alert;
import io.probestream.streams.alert.Amounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The lives of alerts for people: a line for each change of state. */
final class AlertTable {
  private AlertTable() {}

  static List<String> lines(AlertHistory history, int width) {
    Table table =
        new Table("TIME", "STATE", "RULE", "SEVERITY", "GROUP", "VALUE", "THRESHOLD", "WHY")
            .cut("WHY", 10)
            .cut("GROUP", 16);
    history.changes(
        a ->
            table.row(
                Instant.ofEpochMilli(a.endMs()).toString(),
                a.state().equals(Alert.UNKNOWN) && a.firing() ? "unknown (firing)" : a.state(),
                a.rule(),
                a.severity(),
                group(a.labels()),
                amount(a, a.value()),
                amount(a, a.threshold()),
                a.reason() == null ? "" : a.reason()));
    return table.isEmpty() ? List.of("No alert.") : table.lines(width);
  }

  /** What tells the alert apart, without what stands in columns of its own. */
  static String group(Map<String, String> labels) {
    Map<String, String> rest = new TreeMap<>(labels);
    rest.remove(Alert.ALERTNAME);
    rest.remove(Alert.SEVERITY);
    return rest.entrySet().stream()
        .map(label -> label.getKey() + '=' + label.getValue())
        .collect(Collectors.joining(" "));
  }

  private static String amount(Alert alert, Long amount) {
    return amount == null ? "-" : Amounts.print(alert.unit(), amount);
  }
}
