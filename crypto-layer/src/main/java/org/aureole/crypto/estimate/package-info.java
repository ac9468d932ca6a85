/** Standard deviations and intervals of results. */
package org.aureole.crypto.estimate;
