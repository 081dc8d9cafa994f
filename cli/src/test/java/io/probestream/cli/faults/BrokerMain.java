package io.probestream.cli.faults;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A broker in a process of its own: directory, port, then settings as {@code key=value}. Ends by
 * SIGTERM, by controlled shutdown, or when whoever started it is gone.
 */
final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    BrokerOptions options = BrokerOptions.in(Path.of(args[0])).withPort(Integer.parseInt(args[1]));
    for (int i = 2; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      options = options.with(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    EmbeddedBroker broker = EmbeddedBroker.start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // nobody says anything: only the end matters
    }
    System.exit(0);
  }
}
