/** The raw topic: headers, and the JSON values of its status, counters and tick records. */
package io.probestream.schemas.raw;
