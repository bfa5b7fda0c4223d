"""A proxy between an MCP client and its server that writes down every call.

What passes is forwarded byte for byte, over stdio and streamable HTTP alike. Parsing and writing
messages anew, as a proxy made of a client and a server session would, drops what its models don't
know: members of the envelope, results that are no objects, ids that are no integers.
"""
