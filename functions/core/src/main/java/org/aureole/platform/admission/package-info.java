/** How much one caller, one party or all strangers together may ask of an instance. */
package org.aureole.platform.admission;
