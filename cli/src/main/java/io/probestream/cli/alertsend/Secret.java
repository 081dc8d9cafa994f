package io.probestream.cli.alertsend;

import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A value that may stand in the configuration ({@code password}), in a file ({@code passwordFile}),
 * or in an environment variable ({@code passwordEnv}). A file is read anew for each request:
 * secrets are changed under running processes.
 */
final class Secret {
  private static final int MAX_BYTES = 64 << 10;

  private final String value;
  private final Path file;

  private Secret(String value, Path file) {
    this.value = value;
    this.file = file;
  }

  static Secret of(String value) {
    return new Secret(value, null);
  }

  /** The keys under which a secret may stand. */
  static String[] keys(String key) {
    return new String[] {key, key + "File", key + "Env"};
  }

  /**
   * Null if none is given.
   *
   * @throws ConfigException that names the place if two are, or a file cannot be read
   */
  static Secret read(ConfigSection section, String key) {
    String plain = section.string(key, null);
    String file = section.string(key + "File", null);
    String variable = section.string(key + "Env", null);
    if ((plain == null ? 0 : 1) + (file == null ? 0 : 1) + (variable == null ? 0 : 1) > 1) {
      throw section.error(
          file != null ? key + "File" : key + "Env",
          "only one of " + String.join(", ", keys(key)) + " can be given");
    }
    if (variable != null) {
      plain = System.getenv(variable);
      if (plain == null) {
        throw section.error(key + "Env", "environment variable " + variable + " is not set");
      }
    }
    if (file == null) {
      return plain == null ? null : of(plain);
    }
    Secret secret = new Secret(null, Path.of(file));
    try {
      secret.value();
    } catch (IOException e) {
      throw section.error(key + "File", e.getMessage());
    }
    return secret;
  }

  /** Without the newline that files end with. */
  String value() throws IOException {
    if (file == null) {
      return value;
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is larger than 64 KiB; a secret was expected");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }

  @Override
  public String toString() {
    return file == null ? "secret" : file.toString();
  }
}
