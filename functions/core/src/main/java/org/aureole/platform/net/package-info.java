/** What every call of another party's server goes through. */
package org.aureole.platform.net;
