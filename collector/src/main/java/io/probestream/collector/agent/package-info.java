/** The running collector: what it is told, what it sets up, and how it ends. */
package io.probestream.collector.agent;
