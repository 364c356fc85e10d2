'use strict'
// The AT Protocol servers call listen(port) and thereby answer on every network card.
// Preloaded with --require, this narrows each such call to 127.0.0.1 before it reaches the system,
// so that a test machine never offers an open server with well-known passwords to its neighbours.
const { Server } = require('node:net')

const LOOPBACK = '127.0.0.1'
const EVERYWHERE = new Set([undefined, null, '', '0.0.0.0', '::'])
const listenAnywhere = Server.prototype.listen

function narrowed(first, rest) {
  if (first !== null && typeof first === 'object' && 'port' in first) {
    return [EVERYWHERE.has(first.host) ? { ...first, host: LOOPBACK } : first, ...rest]
  }
  const isPort = Number.isInteger(first) || /^\d+$/.test(String(first))
  if (!isPort) return [first, ...rest]
  if (typeof rest[0] !== 'string') return [first, LOOPBACK, ...rest]
  return [first, EVERYWHERE.has(rest[0]) ? LOOPBACK : rest[0], ...rest.slice(1)]
}

Server.prototype.listen = function listen(first, ...rest) {
  return listenAnywhere.apply(this, narrowed(first, rest))
}
