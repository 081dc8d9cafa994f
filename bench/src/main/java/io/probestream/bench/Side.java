package io.probestream.bench;

/** One of the two things that a row compares. Throws where its answer is wrong. */
@FunctionalInterface
interface Side {
  Sample run() throws Exception;
}
