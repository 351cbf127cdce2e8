-- Paths from a file, one a line, again and again.  wrk -s paths.lua URL -- FILE [header value]
local requests, next_request = {}, 0

function init(args)
  local headers = {["Accept-Encoding"] = "gzip"}
  if args[2] then headers[args[2]] = args[3] end
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end
