/** Configuration files in YAML whose errors name file, line, key and what was expected. */
package io.probestream.schemas.config;
