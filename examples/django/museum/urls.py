from django.conf import settings
from django.contrib import admin
from django.urls import path
from django.views.static import serve

from . import views

urlpatterns = [
    path("", views.home),
    path("write/", views.write),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("admin/", admin.site.urls),
]
