/**
 * Windows: what they count, and how the windows of many hosts become one of the fleet. Plain Java.
 */
package io.probestream.streams.window;
