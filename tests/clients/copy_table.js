'use strict'
// Calls copy-dynamodb-table as its README shows, with the options that it is given as JSON.
const copy = require('copy-dynamodb-table').copy

copy(JSON.parse(process.argv[2]), function (err, result) {
  console.log(JSON.stringify({ error: err ? err.code || err.message : null, result: result || null }))
})
