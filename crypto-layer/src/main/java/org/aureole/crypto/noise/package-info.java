/** Differentially private noise: its scale, exact samplers, and the parts that contributors add. */
package org.aureole.crypto.noise;
