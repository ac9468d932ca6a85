/**
 * A data provider: holds events (or a population), and answers requisitions about them as far as
 * consent, its own policy and its privacy budget allow.
 */
package org.aureole.edp;
