package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.cli.Cli;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendSettingsTest {
  private static final Path EXAMPLE = Path.of("../docs/send.example.yaml");

  @TempDir private Path directory;

  private static SendSettings read(String yaml) {
    return SendSettings.read(
        ConfigFile.parse("send.yaml", yaml, Overrides.none()), List.of(), List.of());
  }

  private static String hook(String more) {
    return "webhooks:\n- name: w\n  url: http://h/\n" + more;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "  groupWai: 1s          | send.yaml:4: unknown key 'webhooks[0].groupWai'",
        "  groupWait: soon       | send.yaml:4: key 'webhooks[0].groupWait': expected a duration",
        "  matchers: [severity]  | send.yaml:4: key 'webhooks[0].matchers': expected label=\"value\"",
        "  matchers: ['a=~\"(\"']| send.yaml:4: key 'webhooks[0].matchers': '(' is no regular",
        "  basicAuth: {user: u}  | send.yaml:4: key 'webhooks[0].basicAuth': expected user and",
        "  urlFile: u            | send.yaml:4: key 'webhooks[0].urlFile': only one of url, urlFile",
        "  bearerFile: /none     | send.yaml:4: key 'webhooks[0].bearerFile': cannot read /none",
        "  bearerEnv: NO_SUCH    | send.yaml:4: key 'webhooks[0].bearerEnv': environment variable",
        "  tls: {ca: /none}      | send.yaml:4: key 'webhooks[0].tls.ca': no such file: /none",
        "  postsPerMinute: -1    | send.yaml:4: key 'webhooks[0].postsPerMinute': expected an integer",
        "- {name: w, url: 'http://h'}   | send.yaml:4: key 'webhooks[1].name': two receivers",
        "- {name: 'a b', url: 'http://h'} | send.yaml:4: key 'webhooks[1].name': expected letters",
        "- {name: x, url: 'ftp://h'}    | send.yaml:4: key 'webhooks[1].url': expected an address",
        "- {name: x, url: 'http://a:b@h'} | send.yaml:4: key 'webhooks[1].url': expected an address",
        "- {name: x}                    | send.yaml:4: key 'url' is missing",
        "metrics: here           | send.yaml:4: key 'metrics': expected HOST:PORT, found 'here'",
        "dashboardUrl: /x        | send.yaml:4: key 'dashboardUrl': expected an address",
        "topicPrefix: 'a b'      | send.yaml:4: key 'topicPrefix'",
        "alertmanagers: [{name: w, url: 'http://a'}] | send.yaml:1: key 'webhooks[0].name': two",
      })
  void errorsNameLineAndKey(String line, String message) {
    // A key at the top comes after the list, one of the receiver within it.
    String yaml = hook(line.stripTrailing().startsWith("metrics") ? line : keep(line)) + "\n";
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith(message.replace("send.yaml:1:", "send.yaml:2:"));
  }

  /** CsvSource strips the indentation. */
  private static String keep(String line) {
    boolean top =
        Stream.of("- ", "metrics", "dashboardUrl", "topicPrefix", "alertmanagers")
            .anyMatch(line::startsWith);
    return top ? line : "  " + line;
  }

  @Test
  void everyKeyOfTheExampleIsKnownAndEveryKnownKeyIsThere() throws IOException {
    String text = Files.readString(EXAMPLE);
    for (String secret : List.of("night-shift.url", "night-shift.password", "send.p12.password")) {
      Path file = directory.resolve(secret);
      Files.writeString(file, secret.endsWith("url") ? "https://h/x\n" : "secret\n");
      text = text.replace("/etc/probestream/" + secret, file.toString());
    }
    // No key store and no certificates here: TLS has a test of its own.
    text = text.substring(0, text.indexOf("    tls:"));
    SendSettings settings = read(text);
    assertThat(settings.receivers()).hasSize(2);
    // The stated defaults are the defaults.
    SendSettings bare =
        read("alertmanagers: [{name: a, url: 'http://a'}]\nwebhooks: [{name: w, url: 'http://w'}]");
    assertThat(settings.groupId()).isEqualTo(bare.groupId());
    assertThat(settings.closeTimeoutMs()).isEqualTo(bare.closeTimeoutMs());
    AlertmanagerSettings am = settings.alertmanagers().get(0);
    assertThat(am.resendMs()).isEqualTo(bare.alertmanagers().get(0).resendMs());
    WebhookSettings hook = settings.webhooks().get(0);
    WebhookSettings other = bare.webhooks().get(0);
    assertThat(hook)
        .usingRecursiveComparison()
        .ignoringFields("receiver.name", "receiver.target", "receiver.matchers")
        .isEqualTo(other);
    TreeSet<String> keys = new TreeSet<>();
    List<String> all = new ArrayList<>(List.of(ReceiverSettings.keys()));
    all.addAll(List.of("resend", "groupBy", "groupWait", "groupInterval", "repeatInterval"));
    all.addAll(List.of("sendResolved", "maxAlerts", "ca", "keyStore", "passwordEnv", "first"));
    String whole = Files.readString(EXAMPLE);
    for (String key : all) {
      if (!Pattern.compile("\\b" + key + "\\b").matcher(whole).find()) {
        keys.add(key);
      }
    }
    assertThat(keys).isEmpty();
  }

  @Test
  void secretsAreNotShown() {
    SendSettings settings = read(hook("  bearer: hush-hush\n"));
    assertThat(settings.toString()).doesNotContain("hush").doesNotContain("http://h/");
  }

  @Test
  void theCommandChecksAFileWithoutKafkaAndRefusesNone() throws IOException {
    Path file = Files.writeString(directory.resolve("s.yaml"), hook(""));
    Cli cli = Cli.run("alert", "send", "--config", file.toString(), "--check");
    assertThat(cli.status()).as(cli.err()).isZero();
    assertThat(cli.err()).isEqualTo("probestream: 1 receiver, nothing wrong\n");
    assertThat(Cli.run("alert", "send").status()).isEqualTo(2);
    assertThat(Cli.run("alert", "send").err()).contains("no receiver is given");
    assertThat(Cli.run("alert", "send", "--webhook", "nowhere").status()).isEqualTo(2);
    assertThat(Cli.run("alert", "send", "--check", "--alertmanager=http://a").status()).isZero();
  }

  @Test
  void receiversOfTheCommandLineHaveNamesThatStay() {
    SendSettings settings =
        SendSettings.read(
            ConfigFile.empty("x", Overrides.of(Map.of(), Map.of(), "")),
            List.of("http://a", "http://b"),
            List.of("http://c"));
    assertThat(settings.receivers().stream().map(ReceiverSettings::name))
        .containsExactly("alertmanager-1", "alertmanager-2", "webhook-1");
  }
}
