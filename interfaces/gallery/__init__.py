"""The pictures and sounds of docs/tools.md: each tool runs once on small material of our own.

    python -m interfaces.gallery [TOOL ...] && python -m tools.reference > docs/tools.md

Tools whose engines are not ready here keep the picture that they have, or the reason why they
have none.
"""
