package io.probestream.streams.alert;

/** Why an answer is unknown. */
enum Unknown {
  /** Something is missing. */
  LOSS,
  /** Of hosts of the fleet nothing is heard: one alert says so for all answers. */
  SILENT_HOST,
  /** There is no past yet to compare with. */
  NO_PAST,
  /** Nothing is there yet, or any more: it makes no alert where there is none. */
  NOT_THERE
}
