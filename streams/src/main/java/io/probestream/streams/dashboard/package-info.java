/**
 * The dashboard: its files lie among the resources, in the folder of this package; what they show
 * they ask the HTTP API for.
 */
package io.probestream.streams.dashboard;
