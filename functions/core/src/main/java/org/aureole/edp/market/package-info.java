/** What a data provider says to and asks of the Kingdom. */
package org.aureole.edp.market;
