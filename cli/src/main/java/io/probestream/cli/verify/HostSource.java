package io.probestream.cli.verify;

import java.util.function.Consumer;

/**
 * One host's session in a set: what {@code analyze} knows of it.
 *
 * @param all the set
 * @param host whose records count
 */
record HostSource(ResultSource all, String host) implements ResultSource {
  @Override
  public String name() {
    return all.name();
  }

  @Override
  public void scan(ResultKind kind, Consumer<ResultRecord> sink) throws InterruptedException {
    all.scan(
        kind,
        r -> {
          // That a host fell silent is decided by ticks, of which a capture has none.
          if (Warmups.host(r.key()).equals(host) && !r.isTrue("silent")) {
            sink.accept(r);
          }
        });
  }
}
