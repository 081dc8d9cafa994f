/** The live view in the terminal: what is asked, what is shown, and the keys. */
package io.probestream.cli.top;
