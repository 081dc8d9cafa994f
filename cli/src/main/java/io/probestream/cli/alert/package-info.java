/** The commands around alerts. */
package io.probestream.cli.alert;
