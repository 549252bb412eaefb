// Loaded into a server before its own code: it resolves no name, so that nothing of a test leaves the machine.
'use strict';
const dns = require('dns');
const home = new Set(['localhost', '127.0.0.1', '::1']);
const refused = (name) => Object.assign(new Error(`tests resolve no names: ${name}`), {code: 'ENOTFOUND'});
const lookup = dns.lookup;
dns.lookup = (name, options, done) =>
  home.has(name) ? lookup(name, options, done) : process.nextTick(done || options, refused(name));
const ask = dns.promises.lookup;
dns.promises.lookup = (name, options) => (home.has(name) ? ask(name, options) : Promise.reject(refused(name)));
