package io.probestream.streams.rollup;

import static io.probestream.schemas.Checks.present;

/**
 * The windows of one name.
 *
 * @param type what they are about
 * @param owner the host, or {@link #FLEET}
 * @param name probe or function
 */
public record Series(WindowType type, String owner, String name) {
  /** The owner of windows that are merged over all hosts; no host has that name. */
  public static final String FLEET = "";

  public Series {
    present(type, "type");
    present(owner, "owner");
    present(name, "name");
  }

  /** The owner of a window with that host, which is null for the fleet's. */
  public static String owner(String host) {
    return host == null ? FLEET : host;
  }

  /** The host; null for the fleet. */
  public String host() {
    return owner.equals(FLEET) ? null : owner;
  }

  /** An empty span for its windows. */
  public WindowSpan<?> span() {
    return type.span(host(), name);
  }
}
