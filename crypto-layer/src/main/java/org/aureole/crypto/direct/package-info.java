/** Measurements that one data provider computes in clear. */
package org.aureole.crypto.direct;
