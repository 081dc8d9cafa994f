package io.probestream.streams.api;

/** Why a request gets no answer, as RFC 9457 wants it. */
@SuppressWarnings("serial")
public final class Problem extends RuntimeException {
  private final int status;
  private final String title;

  private Problem(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "The request is not understood", detail);
  }

  static Problem unauthorized() {
    return new Problem(
        401, "A token is needed", "send the header 'Authorization: Bearer TOKEN' with api.token");
  }

  static Problem forbiddenHost(String host) {
    return new Problem(
        403,
        "Wrong host name",
        "this instance listens on loopback alone and does not answer for '" + host + "'");
  }

  static Problem notFound(String detail) {
    return new Problem(404, "There is no such thing", detail);
  }

  static Problem notAllowed() {
    return new Problem(405, "The API is read-only", "use GET");
  }

  static Problem tooMuch(String detail) {
    return new Problem(422, "The answer would be too large", detail);
  }

  static Problem busy() {
    return new Problem(503, "Too many requests at once", "try again in a moment");
  }

  /** Part of the data cannot be reached at the moment: a part of an answer would be wrong. */
  public static Problem unavailable(String detail) {
    return new Problem(503, "Not all of the data can be reached", detail);
  }

  static Problem internal() {
    return new Problem(
        500, "The request failed here", "the reason is in this instance's log; please report it");
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }
}
