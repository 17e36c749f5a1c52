"""Peer support: places to turn to, the space and its agreement, the rota, worries and questions passed on."""
