/** Tables, units and the terminal: how results look to people. */
package io.probestream.cli.text;
