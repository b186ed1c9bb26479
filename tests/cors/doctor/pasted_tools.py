"""Texts as people paste them out of terminals, SDKs, uploaders, and what watches over pages."""

from __future__ import annotations

from typing import Final

from tests.cors.doctor.texts import (
    APP,
    CORS_REFUSAL,
    EVIL,
    HOST,
    MISSING,
    PREFLIGHT,
    UPLOAD,
    URL,
    chromium,
    error,
    failed,
)

BLOCKED: Final = chromium(EVIL, PREFLIGHT + MISSING, what="XMLHttpRequest")
UNANSWERED: Final = (
    f'RequestError: XHR error (req "error"), PUT {URL} -1 (connected: false, keepalive socket: false)'
    "\nheaders: {}"
)
AXIOS: Final = (
    '{{"message":"Network Error","name":"AxiosError","code":"ERR_NETWORK","status":null,"config":{{'
    '"timeout":0,"headers":{{"Accept":"application/json, text/plain, */*","Content-Type":"video/mp4"{}}},'
    '"withCredentials":false,"method":"put","url":"' + URL + '"}}}}'
)
NOT_SET: Final = "NoSuchCORSConfiguration"

TOOLS: Final[dict[str, tuple[str, str]]] = {
    # --- Terminals --------------------------------------------------------------------------------
    "curl, HTTP/2, Windows": (
        (
            f"* Using HTTP2, server supports multiplexing\r\n> OPTIONS /clips/intro.mp4 HTTP/2\r\n"
            f"> Host: {HOST}\r\n> user-agent: curl/8.4.0\r\n> accept: */*\r\n> origin: {EVIL}\r\n"
            "> access-control-request-method: PUT\r\n>\r\n< HTTP/2 403 \r\n< server: AliyunOSS\r\n"
            "< x-oss-ec: 0039-00000001\r\n<\r\n* Connection #0 left intact\r\n"
        ),
        "origin",
    ),
    "curl, the headers of an answer": (
        (
            f"$ curl -sI -H 'Origin: {APP}' {URL}\nHTTP/1.1 200 OK\nServer: AliyunOSS\n"
            "x-oss-request-id: 5FA2B5E6\nContent-Length: 1024\nAccess-Control-Allow-Origin: *"
        ),
        "allowed",
    ),
    "copied for cmd": (
        (
            f'curl ^"{URL}^" ^\n  -X ^"OPTIONS^" ^\n  -H ^"Accept: */*^" ^\n'
            f'  -H ^"Access-Control-Request-Method: PUT^" ^\n  -H ^"Origin: {EVIL}^" ^\n  --compressed'
        ),
        "origin",
    ),
    "copied for bash, then the message": (
        f"curl '{URL}' \\\n  -X 'OPTIONS' \\\n  -H 'Accept: */*' \\\n"
        "  -H 'Access-Control-Request-Headers: content-type,x-oss-acl' \\\n"
        f"  -H 'Access-Control-Request-Method: PUT' \\\n  -H 'Origin: {UPLOAD}'\n"
        + chromium(UPLOAD, PREFLIGHT + MISSING),
        "header",
    ),
    "copied for PowerShell": (
        (
            f'Invoke-WebRequest -UseBasicParsing -Uri "{URL}" `\n-Method "OPTIONS" `\n-Headers @{{\n'
            '"Accept"="*/*"\n  "Access-Control-Request-Method"="PUT"\n'
            f'  "Origin"="{EVIL}"\n}}'
        ),
        "origin",
    ),
    "PowerShell": (
        (
            f"PS C:\\> Invoke-WebRequest -Method Options -Uri {URL} -Headers @{{ 'Origin' = '{APP}'; "
            "'Access-Control-Request-Method' = 'DELETE' }\nInvoke-WebRequest : The remote server returned an "
            "error: (403) Forbidden."
        ),
        "method",
    ),
    "HTTPie": (
        (
            f"$ http OPTIONS {URL} Origin:{EVIL} Access-Control-Request-Method:PUT\n\n"
            "HTTP/1.1 403 Forbidden\nConnection: keep-alive\nContent-Type: application/xml\n"
            f"Server: AliyunOSS\n\n{error('AccessForbidden', CORS_REFUSAL)}"
        ),
        "origin",
    ),
    "HTTPie, both sides": (
        (
            "OPTIONS /clips/intro.mp4 HTTP/1.1\nAccept: */*\nAccept-Encoding: gzip, deflate\n"
            "Access-Control-Request-Headers: content-type,x-oss-acl\nAccess-Control-Request-Method: PUT\n"
            f"Connection: keep-alive\nHost: {HOST}\nOrigin: {UPLOAD}\nUser-Agent: HTTPie/3.2.2\n\n\n\n"
            "HTTP/1.1 403 Forbidden\nContent-Type: application/xml\nServer: AliyunOSS"
        ),
        "header",
    ),
    "copied as fetch, with its page": (
        (
            f'fetch("{URL}", {{\n  "headers": {{\n    "accept": "*/*"\n  }},\n'
            f'  "referrer": "{EVIL}/",\n  "referrerPolicy": "strict-origin-when-cross-origin",\n'
            '  "body": null,\n  "method": "GET",\n  "mode": "cors",\n  "credentials": "omit"\n});'
        ),
        "origin",
    ),
    "copied as fetch, then the message": (
        f'fetch("{URL}", {{ "headers": {{ "x-oss-acl": "private" }}, "body": null, "method": "PUT" }});\n'
        + chromium(UPLOAD, PREFLIGHT + MISSING),
        "header",
    ),
    # --- SDKs -------------------------------------------------------------------------------------
    "ali-oss": (f"{BLOCKED}\nUncaught (in promise) {UNANSWERED}", "origin"),
    "ali-oss, a part": (
        (
            "Error: Failed to upload some parts with error: Error: Please set the etag of expose-headers in "
            "OSS \n https://help.aliyun.com/document_detail/32069.html part_num: 1"
        ),
        "etag",
    ),
    "ali-oss, the rules": (
        (
            f"{NOT_SET}Error: The CORS Configuration does not exist.\n    at Client.requestError "
            "(node_modules/ali-oss/lib/client.js:396:13)\n  status: 404, requestId: '5FA2'"
        ),
        "no-rules",
    ),
    "ossutil": (
        (
            f"Error: oss: service returned error: StatusCode=404, ErrorCode={NOT_SET}, "
            'ErrorMessage="The CORS Configuration does not exist.", RequestId=5FA2'
        ),
        "no-rules",
    ),
    "OSS's body in JSON": (
        (
            f'{{"status":403,"code":"AccessForbidden","message":"{CORS_REFUSAL}","requestId":"5FA2",'
            f'"host":"{HOST}"}}\norigin: {EVIL}'
        ),
        "origin",
    ),
    "OSS's body, escaped": (
        (
            '{"level":"error","status":403,"body":"\\u003cError\\u003e\\n  \\u003cCode\\u003eAccessForbidden'
            f"\\u003c/Code\\u003e\\n  \\u003cMessage\\u003e{CORS_REFUSAL.replace(chr(39), chr(92) + 'u0027')}"
            f'\\u003c/Message\\u003e\\n  \\u003cHostId\\u003e{HOST}\\u003c/HostId\\u003e"}}'
        ),
        "rules",
    ),
    # --- Clients and uploaders --------------------------------------------------------------------
    "axios": (f"{BLOCKED}\nUncaught (in promise) {AXIOS.format('')}", "origin"),
    "axios, header": (
        chromium(UPLOAD, PREFLIGHT + MISSING, what="XMLHttpRequest")
        + "\n"
        + AXIOS.format(',"x-oss-meta-author":"me"'),
        "header",
    ),
    "Uppy, ETag": (
        (
            "[Uppy] [12:01:11] Failed to upload intro.mp4 Error: @uppy/aws-s3: Could not read the ETag header. "
            "This likely means CORS is not configured correctly on the S3 Bucket. See "
            "https://uppy.io/docs/aws-s3/#setting-up-your-s3-bucket"
        ),
        "etag",
    ),
    "Uppy": (
        (
            f"{BLOCKED}{failed('PUT')}\n[Uppy] [12:01:11] Failed to upload intro.mp4 NetworkError: This looks "
            "like a network error, the endpoint might be blocked by an internet provider or a firewall."
        ),
        "origin",
    ),
    "plupload": (
        chromium(APP, MISSING, what="XMLHttpRequest")
        + failed("POST")
        + '\nError: {"code":-200,"message":"HTTP Error.","status":0,"response":""}',
        "method",
    ),
    "WebUploader": (
        f"webuploader.js:4879 {chromium('http://app.example.com', PREFLIGHT + MISSING)}\nuploadError: http",
        "scheme",
    ),
    "Element": (
        f"{BLOCKED}\nPOST {URL} net::ERR_FAILED\nUploadAjaxError: fail to post {URL} 0",
        "origin",
    ),
    "WeChat's tools": (
        (
            f"VM31 asdebug.js:10 {chromium('http://127.0.0.1:62035', MISSING)}\n"
            "(env: Windows,mp,1.06.2401020; lib: 3.3.4)"
        ),
        "origin",
    ),
    # --- Logs -------------------------------------------------------------------------------------
    "Selenium": (
        (
            "{'level': 'SEVERE', 'message': \""
            f"{EVIL}/ - {chromium(EVIL, MISSING)}"
            "\", 'source': "
            "'javascript', 'timestamp': 1700000000000}"
        ),
        "origin",
    ),
    "a log in JSON": (
        '{"@timestamp":"2024-05-01T10:00:00Z","level":"error","msg":"'
        + chromium("https://slash.example.com", MISSING).replace("'", "\\u0027")
        + '"}',
        "spelling",
    ),
    "Sentry's breadcrumbs": (
        f"console [error] {BLOCKED}\nfetch PUT {URL} [0]\nexception TypeError: Failed to fetch ({HOST})",
        "origin",
    ),
}
