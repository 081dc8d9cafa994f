package io.probestream.schemas;

import java.util.regex.Pattern;

/** Host names as keys of every per-host topic. */
public final class Hosts {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

  private Hosts() {}

  /** Whether {@code host} may be a key of the raw topic. */
  public static boolean isValid(String host) {
    return host != null && HOST.matcher(host).matches();
  }

  /** Returns {@code host}, or throws a sentence if it may not be a key of the raw topic. */
  public static String check(String host) {
    Checks.check(
        isValid(host),
        "host '"
            + host
            + "' is not a valid host name: it must start with a letter or digit and hold at most"
            + " 253 letters, digits, dots, underscores and hyphens");
    return host;
  }
}
