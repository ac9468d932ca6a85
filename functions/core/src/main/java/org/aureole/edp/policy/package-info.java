/** What a data provider answers at all, as its operator decided. */
package org.aureole.edp.policy;
