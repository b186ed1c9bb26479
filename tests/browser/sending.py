"""How a script of a page sends a request: by XMLHttpRequest or by fetch, told alike."""

from __future__ import annotations

from typing import Final

SEND: Final = """
    const byXhr = (it, body) => new Promise((done, fail) => {
        const request = new XMLHttpRequest();
        request.open(it.method, it.url);
        for (const [name, value] of it.headers) request.setRequestHeader(name, value);
        request.withCredentials = it.credentials;
        if (it.watches) request.upload.addEventListener("progress", () => {});
        request.onload = () => done((name) => request.getResponseHeader(name));
        request.onerror = () => fail(new TypeError());
        request.send(body);
    });
    const byFetch = async (it, body) => {
        const {method, headers} = it;
        const credentials = it.credentials ? "include" : "omit";
        const answer = await fetch(it.url, {method, headers, body, credentials});
        return (name) => answer.headers.get(name);
    };
    const send = (it, body) => (it.watches || it.xhr ? byXhr : byFetch)(it, body);
"""
"""Defines ``send``: it promises what a header of the answer can be read with, or fails."""
