-- Notes a request id that a user has used; returns the keys of what is to be forgotten.
-- KEYS: the user's request ids
-- ARGV: 1 key, 2 time or '', 3 how many may be remembered, 4 for how many milliseconds
return noteRequest(KEYS[1], ARGV[1], unixTime(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
