-- What wrk sends and reports. The arguments after "--" are request bodies, sent in turn.
local bodies = {}
local turn = 0

function init(arguments)
    for _, body in ipairs(arguments) do
        bodies[#bodies + 1] = wrk.format("POST", "/", nil, body)
    end
end

function request()
    turn = turn % #bodies + 1
    return bodies[turn]
end

function done(summary)
    local errors = summary.errors
    print(string.format(
        'SUMMARY {"requests": %d, "seconds": %f, "failed": %d}', summary.requests, summary.duration / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout
    ))
end
