"""What stands around a message: other lines of the console, and what people write about it.

None of it is about the bucket. `QUIET` tells of no request that failed, `LOUD` of those to others.
"""

from __future__ import annotations

from typing import Final

APP: Final = "https://app.example.com"
MISSING: Final = "No 'Access-Control-Allow-Origin' header is present on the requested resource."

QUIET: Final[dict[str, str]] = {
    "nothing": "",
    "English": "Hi all, uploads from our new site fail since this morning. Any idea what to do?",
    "Chinese": "你好，上传的时候控制台报错，麻烦帮忙看一下，谢谢！",
    "German": "Hallo zusammen, seit heute früh geht der Upload nicht mehr. Was tun?",
    "Japanese": "お世話になっております。アップロードができなくなりました。よろしくお願いします。",
    "React": (
        'Warning: Each child in a list should have a unique "key" prop.\n\nCheck the render method of '
        "`UploadList`. See https://reactjs.org/link/warning-keys for more information.\n"
        "    at Row (https://app.example.com/static/js/main.chunk.js:231:5)\n    at div"
    ),
    "React 19": (
        "Download the React DevTools for a better development experience: https://react.dev/link/react-"
        "devtools\nreact-dom.development.js:86 Warning: findDOMNode is deprecated in StrictMode."
    ),
    "Vue": (
        '[Vue warn]: Property or method "files" is not defined on the instance but referenced during '
        "render.\nfound in\n---> <Upload> at src/components/Upload.vue\n       <App> at src/App.vue"
    ),
    "a stack trace": (
        "Uncaught TypeError: Cannot read properties of undefined (reading 'map')\n"
        "    at Upload (webpack:///./src/Upload.tsx?:42:17)\n"
        "    at renderWithHooks (https://app.example.com/static/js/vendor.js:14985:18)"
    ),
    "violations": (
        "[Violation] 'click' handler took 312ms\n"
        "[Violation] Forced reflow while executing JavaScript took 41ms"
    ),
    "cookies": (
        "Cookie “_ga_X1” has been rejected for invalid domain. collect\nSome cookies are misusing the "
        "recommended “SameSite“ attribute 2"
    ),
    "preload": (
        "The resource https://app.example.com/fonts/inter.woff2 was preloaded using link preload but not "
        "used within a few seconds from the window's load event."
    ),
    "an extension": (
        "Unchecked runtime.lastError: The message port closed before a response was received.\n"
        "Uncaught (in promise) Error: A listener indicated an asynchronous response by returning true, but"
        " the message channel closed before a response was received"
    ),
    "hot reload": "[HMR] Waiting for update signal from WDS...\n[vite] connected.",
    "logs": (
        "2024-05-01T10:00:00.123Z INFO  upload started name=intro.mp4 size=1048576\n"
        "2024-05-01T10:00:01.456Z DEBUG retrying in 2000 ms"
    ),
}

LOUD: Final[dict[str, str]] = {
    "analytics, blocked": (
        "GET https://www.google-analytics.com/g/collect?v=2&tid=G-1 net::ERR_BLOCKED_BY_CLIENT\n"
        "POST https://stats.g.doubleclick.net/j/collect net::ERR_BLOCKED_BY_CLIENT"
    ),
    "analytics, CORS": (
        "Access to fetch at 'https://analytics.example.net/v1/track' from origin "
        f"'{APP}' has been blocked by CORS policy: {MISSING}\n"
        "POST https://analytics.example.net/v1/track net::ERR_FAILED 200 (OK)"
    ),
    "an ad": (
        "Access to XMLHttpRequest at 'https://securepubads.g.doubleclick.net/gampad/ads?gdfp_req=1' from "
        f"origin '{APP}' has been blocked by CORS policy: Response to preflight request doesn't pass "
        f"access control check: {MISSING}"
    ),
    "an API": (
        "POST https://api.example.org/v1/sessions 401 (Unauthorized)\n"
        "AxiosError: Request failed with status code 401"
    ),
    "pictures": (
        "GET https://images.example.net/avatar.png 404 (Not Found)\n"
        "Failed to load resource: the server responded with a status of 404 ()"
    ),
    "a font, CORS": (
        f"Access to font at 'https://fonts.example.net/a.woff2' from origin '{APP}' has been blocked by "
        f"CORS policy: {MISSING}\nGET https://fonts.example.net/a.woff2 net::ERR_FAILED 200 (OK)"
    ),
    "mixed content": (
        f"Mixed Content: The page at '{APP}/' was loaded over HTTPS, but requested an insecure element "
        "'http://images.example.net/logo.png'. This request was automatically upgraded to HTTPS."
    ),
    "content policy": (
        "Refused to load the script 'https://cdn.example.net/widget.js' because it violates the following "
        "Content Security Policy directive: \"script-src 'self'\"."
    ),
    "source maps": (
        "DevTools failed to load source map: Could not load content for https://app.example.com/a.js.map: "
        "HTTP error: status code 404, net::ERR_HTTP_RESPONSE_CODE_FAILURE"
    ),
    "an extension's files": (
        "Denying load of chrome-extension://gighmmpiobklfepjocnamgkkbiglidom/i.js. Resources must be listed "
        "in the web_accessible_resources manifest key\nGET chrome-extension://invalid/ net::ERR_FAILED"
    ),
    "a web socket": (
        "WebSocket connection to 'wss://live.example.org/socket' failed: Error during WebSocket handshake: "
        "Unexpected response code: 502"
    ),
    "another server's certificate": ("GET https://old.example.org/ping net::ERR_CERT_DATE_INVALID"),
    "the development server": (
        "GET http://localhost:5173/sockjs-node/info?t=1 net::ERR_CONNECTION_REFUSED"
    ),
    "tracking, Firefox": (
        "The resource at “https://www.google-analytics.com/analytics.js” was blocked because Enhanced "
        "Tracking Protection is enabled."
    ),
    "analytics, CORS, Firefox": (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        "https://analytics.example.net/v1/track. (Reason: CORS header ‘Access-Control-Allow-Origin’ "
        "missing). Status code: 200."
    ),
    "analytics, no answer, Firefox": (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        "https://analytics.example.net/v1/track. (Reason: CORS request did not succeed). "
        "Status code: (null)."
    ),
    "analytics, CORS, Safari": (
        f"[Error] Origin {APP} is not allowed by Access-Control-Allow-Origin. Status code: 200\n"
        "[Error] Fetch API cannot load https://analytics.example.net/v1/track due to access control checks."
    ),
}
