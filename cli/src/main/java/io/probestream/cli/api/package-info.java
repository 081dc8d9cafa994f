/** Asking the streams application's HTTP API. */
package io.probestream.cli.api;
