-- The request ids that a user has used of late, the oldest first: a list of "<time> <key>".
-- Notes one; returns the keys of those that are more than the user may have remembered.
local function noteRequest(list, key, now, quota, remembered)
  local count = redis.pcall('RPUSH', list, string.format('%.0f ', now) .. key)
  if type(count) ~= 'number' then return {} end
  local forgotten = {}
  -- Else it costs nothing more, but now and then.
  if count <= quota and count % 64 ~= 1 then return forgotten end
  redis.call('PEXPIRE', list, 2 * remembered)
  for _ = 1, 128 do
    local oldest = redis.call('LINDEX', list, 0)
    local isOver = now - tonumber(string.match(oldest, '^%d+') or '0') >= remembered
    if not isOver and count <= quota then break end
    redis.call('LPOP', list)
    count = count - 1
    -- What is over, Redis has forgotten by itself.
    if not isOver then forgotten[#forgotten + 1] = string.match(oldest, ' (.*)$') end
  end
  return forgotten
end
