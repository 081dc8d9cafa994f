package io.probestream.cli.broker;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an {@link EmbeddedBroker} may be told.
 *
 * @param directory where it keeps everything; created if missing, never deleted. A second start on
 *     the same directory finds its topics again
 * @param port of the loopback listener; 0 takes a free one, and another one if it was taken
 *     meanwhile
 * @param extraListeners further listeners, each on a free port
 * @param settings broker settings on top of the small defaults
 */
public record BrokerOptions(
    Path directory, int port, List<Listener> extraListeners, Map<String, String> settings) {

  /**
   * One more way in, for clients that know this machine under another address.
   *
   * @param name upper-case letters, such as {@code GUEST}
   * @param bindAddress where to listen, such as {@code 127.0.0.1}
   * @param advertisedHost what clients are told to connect to, such as {@code 10.0.2.2}
   */
  public record Listener(String name, String bindAddress, String advertisedHost) {
    public Listener {
      check(name.matches("[A-Z]+"), "listener name '" + name + "' must be upper-case letters");
      check(
          !name.equals(EmbeddedBroker.CLIENT) && !name.equals(EmbeddedBroker.CONTROLLER),
          "listener name '" + name + "' is taken");
      present(bindAddress, "bindAddress");
      present(advertisedHost, "advertisedHost");
    }
  }

  public BrokerOptions {
    present(directory, "directory");
    check(port >= 0 && port <= 65535, "port must be between 0 and 65535 but is " + port);
    extraListeners = List.copyOf(extraListeners);
    settings = Map.copyOf(settings);
  }

  public static BrokerOptions in(Path directory) {
    return new BrokerOptions(directory, 0, List.of(), Map.of());
  }

  /** With a fixed port, so that clients find the broker again after a restart. */
  public BrokerOptions withPort(int fixedPort) {
    return new BrokerOptions(directory, fixedPort, extraListeners, settings);
  }

  public BrokerOptions withListener(String name, String bindAddress, String advertisedHost) {
    List<Listener> more = new ArrayList<>(extraListeners);
    more.add(new Listener(name, bindAddress, advertisedHost));
    return new BrokerOptions(directory, port, more, settings);
  }

  public BrokerOptions with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(name, value);
    return new BrokerOptions(directory, port, extraListeners, more);
  }
}
