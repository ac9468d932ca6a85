/** Counting against rates, in bounded memory. */
package org.aureole.platform.limit;
